mod compression;
