package io.github.wirespeed.protocol;

import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Where the JDK's inflaters and deflaters for raw data come from and go to. Each holds memory
 * outside of the heap, about 44 KiB and 260 KiB, so they are lent for a message where that is
 * enough. Asked by the readers and writers of all connections: any thread.
 */
public interface Zlib {
  /** An inflater that has seen nothing yet. */
  Inflater inflater();

  /** Takes an inflater back, whatever it has seen. */
  void giveBack(Inflater inflater);

  /**
   * A deflater that has seen nothing yet.
   *
   * @param level of compression: 0 to 9, or -1 for zlib's own choice
   */
  Deflater deflater(int level);

  /** Takes a deflater of such a level back, whatever it has seen. */
  void giveBack(Deflater deflater, int level);
}
