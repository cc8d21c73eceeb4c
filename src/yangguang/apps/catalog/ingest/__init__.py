"""Taking over what has been published elsewhere: pages, files, exports of other platforms."""
