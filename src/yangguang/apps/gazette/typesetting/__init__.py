"""An issue as pages: cover, contents with page numbers, documents one after another."""
