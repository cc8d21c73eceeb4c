"""依申请 at the desk: lists, one case, and the form of each act."""
