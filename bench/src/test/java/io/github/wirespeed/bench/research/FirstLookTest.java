package io.github.wirespeed.bench.research;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstLookTest {
  private final FirstLook firstLook = new FirstLook();

  /** A wait; whether it looked first. */
  private boolean looks(boolean something) {
    if (!firstLook.pays()) {
      return false;
    }
    firstLook.found(something);
    return true;
  }

  private List<Integer> lookedAt(int waits, boolean something) {
    List<Integer> looked = new ArrayList<>();
    for (int i = 1; i <= waits; i++) {
      if (looks(something)) {
        looked.add(i);
      }
    }
    return looked;
  }

  @Test
  void afterFourInVainOneInSixteenLooks() {
    assertThat(lookedAt(40, false)).containsExactly(1, 2, 3, 4, 20, 36);
  }

  @Test
  void aLookThatFoundSomethingBringsTheLooksBack() {
    assertThat(lookedAt(4, false)).hasSize(4);

    assertThat(lookedAt(20, true)).containsExactly(16, 17, 18, 19, 20);
  }

  @Test
  void oneFindIsEnoughForFourMore() {
    lookedAt(3, false);
    assertThat(looks(true)).isTrue();

    assertThat(lookedAt(10, false)).containsExactly(1, 2, 3, 4);
  }
}
