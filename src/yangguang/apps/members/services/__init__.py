"""What members do: join, sign in, keep, subscribe, leave."""
