"""用户: what a citizen does with an account. These pages are personal and never pressed."""
