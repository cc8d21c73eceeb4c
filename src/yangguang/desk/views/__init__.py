"""Views of the desk, thin: fetch within the viewer's reach, call one service, answer a page."""
