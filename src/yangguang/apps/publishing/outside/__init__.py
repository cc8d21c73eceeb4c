"""Asking other sites whether a page still stands, without becoming a way into the office's network."""
