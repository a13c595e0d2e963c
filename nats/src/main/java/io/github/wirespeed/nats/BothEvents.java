package io.github.wirespeed.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;

/** Two listeners, one after the other. */
record BothEvents(ConnectionListener first, ConnectionListener second)
    implements ConnectionListener {
  @Override
  @Deprecated
  public void connectionEvent(Connection connection, Events type) {
    connectionEvent(connection, type, System.currentTimeMillis(), null);
  }

  @Override
  public void connectionEvent(Connection connection, Events type, Long time, String details) {
    first.connectionEvent(connection, type, time, details);
    second.connectionEvent(connection, type, time, details);
  }
}
