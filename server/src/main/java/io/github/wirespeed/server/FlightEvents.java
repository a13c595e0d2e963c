package io.github.wirespeed.server;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.protocol.HttpHead;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * The events for the flight recorder. Each is asked first, by one that was made once, whether it is
 * recorded: else none is made. Any thread.
 */
final class FlightEvents {
  private static final String PREFIX = "io.github.wirespeed.server.";

  /** What the recorder takes for a time that is not there. */
  private static final long NO_TIME = Long.MIN_VALUE;

  private FlightEvents() {}

  @Name(PREFIX + "ConnectionOpened")
  @Label("WebSocket Connection Opened")
  @Description("An opening was answered with 101, and the connection has had its first turn")
  @Category({"Wirespeed", "Server"})
  @StackTrace(false)
  static final class ConnectionOpenedEvent extends Event {
    static final ConnectionOpenedEvent ASKED = new ConnectionOpenedEvent();

    @Label("Remote Address")
    String remote;

    @Label("Local Address")
    String local;

    @Label("Path")
    @Description("What was asked for, without the query")
    String path;

    @Label("Subprotocol")
    String subprotocol;
  }

  @Name(PREFIX + "ConnectionClosed")
  @Label("WebSocket Connection Closed")
  @Description("A connection is over")
  @Category({"Wirespeed", "Server"})
  @StackTrace(false)
  static final class ConnectionClosedEvent extends Event {
    static final ConnectionClosedEvent ASKED = new ConnectionClosedEvent();

    @Label("Remote Address")
    String remote;

    @Label("Origin")
    @Description("Who began the end: HERE, PEER, VIOLATION or NETWORK")
    String origin;

    @Label("Code Received")
    @Description("Of the peer's Close: 1005 if it held none, 1006 if none came")
    int code;

    @Label("Reason Received")
    String reason;

    @Label("Code Sent")
    @Description("Of our Close: 1005 if it held none, 1006 if none was sent")
    int sentCode;

    @Label("Cause")
    @Description("What failed, if something did")
    String cause;

    @Label("Age")
    @Timespan(Timespan.NANOSECONDS)
    long age;

    @Label("Messages Received")
    long messagesReceived;

    @Label("Bytes Received")
    @Description("Payload of the messages, uncompressed")
    @DataAmount
    long bytesReceived;

    @Label("Messages Sent")
    long messagesSent;

    @Label("Bytes Sent")
    @Description("Payload of the messages, uncompressed")
    @DataAmount
    long bytesSent;

    @Label("Messages Unsent")
    @Description("Accepted, and not handed to the network")
    int messagesUnsent;

    @Label("Last Round Trip")
    @Description("From the last ping that was answered to its pong")
    @Timespan(Timespan.NANOSECONDS)
    long lastRoundTrip;
  }

  @Name(PREFIX + "OpeningRefused")
  @Label("WebSocket Opening Refused")
  @Description("An opening was answered with a status of 300 or more")
  @Category({"Wirespeed", "Server"})
  @StackTrace(false)
  static final class OpeningRefusedEvent extends Event {
    static final OpeningRefusedEvent ASKED = new OpeningRefusedEvent();

    @Label("Remote Address")
    String remote;

    @Label("Status")
    int status;

    @Label("Why")
    String why;

    @Label("Path")
    @Description("What was asked for, without the query; none if the request did not come whole")
    String path;
  }

  @Name(PREFIX + "SlowConsumer")
  @Label("WebSocket Slow Consumer")
  @Description("Publications were dropped, or conflated, as a subscriber was too slow")
  @Category({"Wirespeed", "Server"})
  @StackTrace(false)
  static final class SlowConsumerEvent extends Event {
    static final SlowConsumerEvent ASKED = new SlowConsumerEvent();

    @Label("Remote Address")
    String remote;

    @Label("Topic")
    String topic;

    @Label("Dropped")
    long dropped;
  }

  @Name(PREFIX + "ServerSnapshot")
  @Label("WebSocket Server Snapshot")
  @Description("How a server stands, and what it has done since it started")
  @Category({"Wirespeed", "Server"})
  @Period("10 s")
  @StackTrace(false)
  static final class ServerSnapshotEvent extends Event {
    static final ServerSnapshotEvent ASKED = new ServerSnapshotEvent();

    @Label("Server Address")
    String server;

    @Label("Connections")
    long connections;

    @Label("Openings")
    @Description("In their opening now")
    long openings;

    @Label("Opened")
    long opened;

    @Label("Closed")
    long closed;

    @Label("Refused")
    long refused;

    @Label("Timed Out")
    @Description("Openings that took too long")
    long timedOut;

    @Label("Abandoned")
    @Description("Openings that ended neither opened nor refused")
    long abandoned;

    @Label("Messages Received")
    long messagesReceived;

    @Label("Bytes Received")
    @DataAmount
    long bytesReceived;

    @Label("Messages Sent")
    long messagesSent;

    @Label("Bytes Sent")
    @DataAmount
    long bytesSent;

    @Label("Messages Unsent")
    @Description("Accepted by connections that have ended, and not handed to the network")
    long messagesUnsent;

    @Label("Messages in Mailboxes")
    long queuedMessages;

    @Label("Messages in Fullest Mailbox")
    long longestQueue;

    @Label("Violations")
    long violations;

    @Label("Publications Dropped")
    long publicationsDropped;
  }

  /** Makes them known before the first of each, for whoever asks what there is to record. */
  static void register() {
    FlightRecorder.register(ConnectionOpenedEvent.class);
    FlightRecorder.register(ConnectionClosedEvent.class);
    FlightRecorder.register(OpeningRefusedEvent.class);
    FlightRecorder.register(SlowConsumerEvent.class);
    FlightRecorder.register(ServerSnapshotEvent.class);
  }

  static void opened(WebSocketConnection connection, String path) {
    if (!ConnectionOpenedEvent.ASKED.isEnabled()) {
      return;
    }
    ConnectionOpenedEvent event = new ConnectionOpenedEvent();
    event.remote = AccessLog.shown(connection.remoteAddress());
    event.local = AccessLog.shown(connection.localAddress());
    event.path = path;
    event.subprotocol = connection.subprotocol();
    event.commit();
  }

  static void closed(WebSocketConnection connection, CloseReport how) {
    if (!ConnectionClosedEvent.ASKED.isEnabled()) {
      return;
    }
    ConnectionClosedEvent event = new ConnectionClosedEvent();
    event.remote = AccessLog.shown(connection.remoteAddress());
    event.origin = how.origin().name();
    event.code = how.code();
    event.reason = how.reason();
    event.sentCode = how.sentCode();
    event.cause = how.cause().map(Throwable::toString).orElse(null);
    event.age = how.age().toNanos();
    event.messagesReceived = how.messagesReceived();
    event.bytesReceived = how.bytesReceived();
    event.messagesSent = how.messagesSent();
    event.bytesSent = how.bytesSent();
    event.messagesUnsent = how.unsentMessages();
    event.lastRoundTrip = how.lastRoundTrip().map(Duration::toNanos).orElse(NO_TIME);
    event.commit();
  }

  static void refused(SocketAddress remote, HttpHead request, int status, String why) {
    if (!OpeningRefusedEvent.ASKED.isEnabled()) {
      return;
    }
    OpeningRefusedEvent event = new OpeningRefusedEvent();
    event.remote = AccessLog.shown(remote);
    event.status = status;
    event.why = why;
    event.path = request == null ? null : path(request.target());
    event.commit();
  }

  static void dropped(String topic, WebSocketConnection connection, long dropped) {
    if (!SlowConsumerEvent.ASKED.isEnabled()) {
      return;
    }
    SlowConsumerEvent event = new SlowConsumerEvent();
    event.remote = AccessLog.shown(connection.remoteAddress());
    event.topic = topic;
    event.dropped = dropped;
    event.commit();
  }

  /** By the recorder's own thread, and once by who closes the server. */
  static void snapshot(String address, Supplier<ServerStatistics> server) {
    if (!ServerSnapshotEvent.ASKED.isEnabled()) {
      return;
    }
    ServerStatistics now = server.get();
    ServerSnapshotEvent event = new ServerSnapshotEvent();
    event.server = address;
    event.connections = now.connections();
    event.openings = now.opening();
    event.opened = now.opened();
    event.closed = now.closed();
    event.refused = now.refused();
    event.timedOut = now.timedOut();
    event.abandoned = now.abandoned();
    event.messagesReceived = now.messagesReceived();
    event.bytesReceived = now.bytesReceived();
    event.messagesSent = now.messagesSent();
    event.bytesSent = now.bytesSent();
    event.messagesUnsent = now.unsentMessages();
    event.queuedMessages = now.queuedMessages();
    event.longestQueue = now.longestQueue();
    event.violations = now.violations();
    event.publicationsDropped = now.droppedPublications();
    event.commit();
  }

  /** Without the query, where secrets may be. */
  private static String path(String resource) {
    int mark = resource.indexOf('?');
    return mark < 0 ? resource : resource.substring(0, mark);
  }
}
