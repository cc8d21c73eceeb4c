"""Forms of the desk: they read what was typed; rules live in the services."""
