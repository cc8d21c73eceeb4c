"""Personal data in the catalogue: found over all stock, decided by people, never asked twice."""
