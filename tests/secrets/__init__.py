"""What nobody may read: in a log, in a metric, in an answer to somebody else.

Every word that a caller, a file, AWS or an operator's own settings can say is a canary of its own
(canaries.py). A tour (tour.py) takes them all through every route and every other handler, in a
process of its own (__main__.py) that is run as AWS's runtime runs it and set up as somebody would
who debugs: then not one of them, in no spelling and no part, may have been written.
"""
