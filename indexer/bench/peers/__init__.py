"""Peers: other engines that answer the same questions from the same documents, to be compared with ours."""
