package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.security.SecureRandom;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MaskingKeysTest {
  @Test
  void keysDoNotRepeatBeyondChance() {
    MaskingKeys keys = new MaskingKeys(new SecureRandom());
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      seen.add(keys.next());
    }
    // 100,000 of 2^32: 1.2 repeats are expected; over 20 come once in 10^17 runs.
    assertThat(100_000 - seen.size()).isLessThanOrEqualTo(20);
  }

  @Test
  void allFourBytesTakeAllValues() {
    MaskingKeys keys = new MaskingKeys(new SecureRandom());
    BitSet seen = new BitSet();
    for (int i = 0; i < 20_000; i++) {
      int key = keys.next();
      for (int octet = 0; octet < 4; octet++) {
        seen.set(octet * 256 + ((key >>> (8 * octet)) & 0xFF));
      }
    }
    assertThat(seen.cardinality()).isEqualTo(4 * 256);
  }

  @Test
  void randomnessIsDrawnInBlocksAndNoneOfItIsWasted() {
    CountingRandom random = new CountingRandom();
    MaskingKeys keys = new MaskingKeys(random);
    assertThat(random.calls()).as("before the first key").isZero();
    keys.next();
    int block = random.bytes();
    assertThat(random.calls()).isEqualTo(1);
    assertThat(block).isGreaterThanOrEqualTo(256).isEqualTo(block / 4 * 4);

    for (int i = 1; i < block / 4; i++) {
      keys.next();
    }
    assertThat(random.calls()).as("a block's keys").isEqualTo(1);
    keys.next();
    assertThat(random.calls()).as("one key more").isEqualTo(2);
    assertThat(random.bytes()).isEqualTo(2 * block);
  }

  @Test
  void aSourceOfRandomnessIsDemanded() {
    assertThatNullPointerException().isThrownBy(() -> new MaskingKeys(null)).withMessage("random");
  }
}
