package io.github.wirespeed.server;

import io.github.wirespeed.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is subscribed at some moment: how many in each loop that has any. Immutable.
 *
 * @param branches of the loops, each once
 * @param members how many each of them has, none of them 0
 */
record Audience(List<Branch> branches, List<Integer> members) {
  static final Audience NOBODY = new Audience(List.of(), List.of());

  /** The branch of a loop; null if nobody there is subscribed. */
  Branch of(EventLoop loop) {
    for (Branch branch : branches) {
      if (branch.loop() == loop) {
        return branch;
      }
    }
    return null;
  }

  /** One member more. */
  Audience joined(Branch branch) {
    return with(branch, 1);
  }

  /** One member less. */
  Audience left(Branch branch) {
    return with(branch, -1);
  }

  private Audience with(Branch branch, int more) {
    List<Branch> others = new ArrayList<>(branches);
    List<Integer> counts = new ArrayList<>(members);
    int at = others.indexOf(branch);
    int count = more;
    if (at >= 0) {
      others.remove(at);
      count += counts.remove(at);
    }
    if (count > 0) {
      others.add(branch);
      counts.add(count);
    }
    return new Audience(List.copyOf(others), List.copyOf(counts));
  }

  /** How many are subscribed. */
  int size() {
    int sum = 0;
    for (int count : members) {
      sum += count;
    }
    return sum;
  }
}
