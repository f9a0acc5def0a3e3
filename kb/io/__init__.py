"""The disk: the only readers and writers of settings, notes and sites."""
