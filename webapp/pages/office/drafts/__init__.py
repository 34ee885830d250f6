"""The draft of the rules: what it holds, as a list of its parts and as the document itself."""
