package io.github.wirespeed;

/** A receive that found nothing yet. */
final class ReceiveStage extends PendingStage<Message> implements Taker {
  private Taker link; // the mailbox's

  ReceiveStage(StageHost host) {
    super(host);
  }

  @Override
  boolean comesByReading() {
    return true;
  }

  @Override
  public boolean gone() {
    return settled();
  }

  @Override
  public void take(Message message) {
    complete(message);
  }

  @Override
  public void ended(Throwable why) {
    fail(why);
  }

  @Override
  public Taker linked() {
    return link;
  }

  @Override
  public void link(Taker other) {
    link = other;
  }
}
