"""What a file would give away if it were published as it is.

Hidden sheets, comments, revisions, metadata, embedded files, macros, text that nobody sees, earlier
versions, personal data: each is a finding with its place and what to do. Runs in the sandboxed
process; knows no Django.
"""
