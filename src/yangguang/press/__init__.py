"""Finished public pages on disk: what a page depends on, when it goes, when it is made again.

A page that no visitor's question changes is made once and then sent as a file, by nginx or by the
built-in server, with nothing of ours running. Press knows addresses and bytes; what stands on a
page is the portal's affair, and what happened to a record is told by the apps as events.
"""
