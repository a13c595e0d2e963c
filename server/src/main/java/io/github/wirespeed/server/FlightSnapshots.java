package io.github.wirespeed.server;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * The periodic event of one server. It is set up when the recorder is, which for most servers is
 * never. Any thread.
 */
final class FlightSnapshots implements FlightRecorderListener {
  private final Runnable hook;
  private final AtomicBoolean ended = new AtomicBoolean();

  FlightSnapshots(String address, Supplier<ServerStatistics> server) {
    this.hook = () -> FlightEvents.snapshot(address, server);
  }

  /** Begins; what it gives ends it. */
  Runnable start() {
    FlightRecorder.addListener(this); // calls back at once if the recorder is there
    return this::end;
  }

  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    FlightEvents.register();
    FlightRecorder.addPeriodicEvent(FlightEvents.ServerSnapshotEvent.class, hook);
    // Set up first, looked at second; the other way round there: one of the two sees the other.
    if (ended.get()) {
      FlightRecorder.removePeriodicEvent(hook);
    }
  }

  private void end() {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    FlightRecorder.removeListener(this);
    if (FlightRecorder.isInitialized()) {
      FlightRecorder.removePeriodicEvent(hook);
      hook.run(); // else nobody would see what came since the last one
    }
  }
}
