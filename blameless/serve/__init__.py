"""A page on this machine to write a postmortem in, and the same for programs. Needs ``blameless[serve]``; judges nothing itself."""
