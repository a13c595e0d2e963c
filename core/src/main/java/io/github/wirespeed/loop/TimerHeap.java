package io.github.wirespeed.loop;

import java.util.Arrays;

/**
 * A binary heap of timers that are due soon, the first on top. Each knows its index, so that one is
 * taken out of the middle without a search. Loop thread only.
 */
final class TimerHeap {
  /** A timer's place in here is this plus its index. */
  static final int PLACE = 1 << 16;

  private Timer[] heap = new Timer[16];
  private int size;

  /** The one that is due first; null if there is none. */
  Timer first() {
    return heap[0];
  }

  void add(Timer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    up(size++, timer);
  }

  /** Takes out a timer that is in here. */
  void remove(Timer timer) {
    int index = timer.place - PLACE;
    Timer last = heap[--size];
    heap[size] = null;
    if (last != timer) {
      if (index > 0 && last.at < heap[(index - 1) >>> 1].at) {
        up(index, last);
      } else {
        down(index, last);
      }
    }
  }

  private void up(int from, Timer timer) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (heap[parent].at <= timer.at) {
        break;
      }
      put(index, heap[parent]);
      index = parent;
    }
    put(index, timer);
  }

  private void down(int from, Timer timer) {
    int index = from;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && heap[child + 1].at < heap[child].at) {
        child++;
      }
      if (timer.at <= heap[child].at) {
        break;
      }
      put(index, heap[child]);
      index = child;
    }
    put(index, timer);
  }

  private void put(int index, Timer timer) {
    heap[index] = timer;
    timer.place = PLACE + index;
  }
}
