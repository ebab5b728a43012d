mod decoder;
mod training_loop;
