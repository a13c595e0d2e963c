package io.github.wirespeed.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PinningTest {
  @Test
  void readsListsOfCores() {
    assertThat(Pinning.cores("0,1")).containsExactly(0, 1);
    assertThat(Pinning.cores("0-2,8")).containsExactly(0, 1, 2, 8);
    assertThat(Pinning.cores("3")).containsExactly(3);
    assertThat(Pinning.cores("")).isEmpty();
    assertThat(Pinning.cores("all")).isEmpty();
  }
}
