"""区分处理: what may not be disclosed is taken out of a file, and the result is proved.

Everything here runs in the sandboxed process, knows no Django and no database, and takes marks as
values. A released copy is never the old file with something drawn over it: pages are made anew from
their pixels, text files from the words that are left.
"""
