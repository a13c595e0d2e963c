package io.github.wirespeed.nats;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Message;

/** Two listeners, one after the other, for what can happen without JetStream. */
record BothErrors(ErrorListener first, ErrorListener second) implements ErrorListener {
  @Override
  public void errorOccurred(Connection from, String error) {
    first.errorOccurred(from, error);
    second.errorOccurred(from, error);
  }

  @Override
  public void exceptionOccurred(Connection from, Exception failure) {
    first.exceptionOccurred(from, failure);
    second.exceptionOccurred(from, failure);
  }

  @Override
  public void slowConsumerDetected(Connection from, Consumer consumer) {
    first.slowConsumerDetected(from, consumer);
    second.slowConsumerDetected(from, consumer);
  }

  @Override
  public void messageDiscarded(Connection from, Message message) {
    first.messageDiscarded(from, message);
    second.messageDiscarded(from, message);
  }

  @Override
  public void socketWriteTimeout(Connection from) {
    first.socketWriteTimeout(from);
    second.socketWriteTimeout(from);
  }
}
