"""Reading applications: lists within a person's reach, one case whole, the year's cells."""
