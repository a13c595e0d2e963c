package io.github.wirespeed.server;

import java.util.concurrent.ConcurrentHashMap;

/** The topics of a server. Any thread. */
public final class Topics {
  private final ConcurrentHashMap<String, Topic> byName = new ConcurrentHashMap<>();
  private final Backplane backplane;

  Topics(Backplane backplane) {
    this.backplane = backplane;
    backplane.start(publication -> topic(publication.topic()).arrived(publication));
  }

  /** A topic, which needs not be made: it is there by its name. */
  public Topic topic(String name) {
    return byName.computeIfAbsent(name, n -> new Topic(n, backplane));
  }
}
