"""Drawing and reading the forms of returns at the desk."""
