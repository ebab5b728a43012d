mod denoiser;
