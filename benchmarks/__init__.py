"""How fast ``blameless`` is: beside other prose linters, at start-up, and on archives of growing size (``make bench``)."""
