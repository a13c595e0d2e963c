package io.github.wirespeed.server;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.protocol.HttpHead;
import java.net.SocketAddress;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;

/**
 * Tells the JDK's flight recorder, where there is one and somebody records: else nothing is
 * allocated, and no class of an event is even loaded, which takes the JDK a tenth of a second. Any
 * thread.
 */
final class Flight {
  // The module is optional: without it, nothing below may be touched.
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private Flight() {}

  private static boolean isOn() {
    return PRESENT && FlightRecorder.isInitialized();
  }

  /**
   * A connection was opened.
   *
   * @param path what was asked for, without the query, where secrets may be
   */
  static void opened(WebSocketConnection connection, String path) {
    if (isOn()) {
      FlightEvents.opened(connection, path);
    }
  }

  /** A connection is over. */
  static void closed(WebSocketConnection connection, CloseReport how) {
    if (isOn()) {
      FlightEvents.closed(connection, how);
    }
  }

  /**
   * An opening was refused.
   *
   * @param request null if it did not come whole
   * @param why for people
   */
  static void refused(SocketAddress remote, HttpHead request, int status, String why) {
    if (isOn()) {
      FlightEvents.refused(remote, request, status, why);
    }
  }

  /**
   * A subscriber was too slow.
   *
   * @param dropped publications, now
   */
  static void dropped(String topic, WebSocketConnection connection, long dropped) {
    if (isOn()) {
      FlightEvents.dropped(topic, connection, dropped);
    }
  }

  /**
   * Has a server looked at periodically, whenever somebody records.
   *
   * @param address for people, to tell it from others
   * @return ends that, after a last look; idempotent
   */
  static Runnable snapshots(String address, Supplier<ServerStatistics> server) {
    return PRESENT ? new FlightSnapshots(address, server).start() : () -> {};
  }
}
