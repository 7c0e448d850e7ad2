"""What is done with letters: texts (drafts, versions), writing (to whom, in which words), print runs."""
