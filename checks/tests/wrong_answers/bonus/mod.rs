mod variational;
