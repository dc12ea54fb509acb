"""Makes bounded plain data of live objects, without running any code of theirs."""
