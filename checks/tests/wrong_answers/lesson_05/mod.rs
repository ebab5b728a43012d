mod code_size;
