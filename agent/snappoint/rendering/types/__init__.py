"""What people want to see of the types they look at, each told without running any code of the program's."""
