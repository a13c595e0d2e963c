package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Objects;

/**
 * Fresh, unpredictable masking keys (RFC 6455 5.3, 10.3). A block of random bytes is drawn at a
 * time: one call of {@link SecureRandom} per key would cost more than sending the frame.
 *
 * <p>Owned by the one thread that writes.
 */
public final class MaskingKeys {
  private static final int BLOCK = 1024;

  private final SecureRandom random;
  private final byte[] block = new byte[BLOCK];
  private final ByteBuffer keys = ByteBuffer.wrap(block).limit(0); // writer only

  /** Keys out of {@code random}. */
  public MaskingKeys(SecureRandom random) {
    this.random = Objects.requireNonNull(random, "random");
  }

  /** The next key; no key is handed out twice. */
  public int next() {
    if (!keys.hasRemaining()) {
      random.nextBytes(block);
      keys.clear();
    }
    return keys.getInt();
  }
}
