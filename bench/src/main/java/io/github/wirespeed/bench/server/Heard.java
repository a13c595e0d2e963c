package io.github.wirespeed.bench.server;

import java.io.IOException;

/** Who is told of each round that counts, as soon as it is over. */
interface Heard {
  void round(Measured round) throws IOException;
}
