"""One question, put to Caveat and to engines that can give the same answer."""
