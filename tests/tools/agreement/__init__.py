"""Errors planted into the content, and the share of them that the checks of agreement find."""
