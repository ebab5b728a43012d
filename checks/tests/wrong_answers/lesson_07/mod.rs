mod why_one_encoder;
