package io.github.wirespeed.protocol;

import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Keeps nothing, and counts what is lent. */
final class CountedZlib implements Zlib {
  int inflaters;
  int deflaters;
  int made;

  @Override
  public Inflater inflater() {
    inflaters++;
    made++;
    return new Inflater(true);
  }

  @Override
  public void giveBack(Inflater inflater) {
    inflaters--;
    inflater.end();
  }

  @Override
  public Deflater deflater(int level) {
    deflaters++;
    made++;
    return new Deflater(level, true);
  }

  @Override
  public void giveBack(Deflater deflater, int level) {
    deflaters--;
    deflater.end();
  }
}
