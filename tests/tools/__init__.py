"""Small commands that write what is committed beside the code; each has a test that the committed text is current."""
