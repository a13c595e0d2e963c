package io.github.wirespeed.server;

import io.github.wirespeed.PreparedMessage;

/**
 * What happened in a topic: a publication, or a subscription that came or went. The entries are
 * linked in the order in which they happened, and each branch goes along the links at its own pace;
 * what all branches have passed is garbage.
 */
final class TopicEntry {
  /** What kind it is. */
  enum Kind {
    START,
    PUBLICATION,
    JOIN,
    LEAVE
  }

  final Kind kind;

  /** Done when it has gone through all branches; null for a subscription. */
  final Publishing publishing;

  /** What is published; null for everything else. */
  final PreparedMessage message;

  /** What it is conflated by; null for nothing. */
  final String key;

  /** Who came or went; null for everything else. */
  final Member member;

  /** Who passes by it, and gets what comes after it. Set before it is linked. */
  Audience audience;

  /** How many publications there were up to here. Set before it is linked. */
  long number;

  // Written once, by who linked it.
  private volatile TopicEntry next;

  private TopicEntry(
      Kind kind, Publishing publishing, PreparedMessage message, String key, Member member) {
    this.kind = kind;
    this.publishing = publishing;
    this.message = message;
    this.key = key;
    this.member = member;
  }

  /** Where a topic begins: nothing has happened. */
  static TopicEntry first() {
    TopicEntry first = new TopicEntry(Kind.START, null, null, null, null);
    first.audience = Audience.NOBODY;
    return first;
  }

  static TopicEntry publication(PreparedMessage message, String key, Publishing publishing) {
    return new TopicEntry(Kind.PUBLICATION, publishing, message, key, null);
  }

  static TopicEntry join(Member member) {
    return new TopicEntry(Kind.JOIN, null, null, null, member);
  }

  static TopicEntry leave(Member member) {
    return new TopicEntry(Kind.LEAVE, null, null, null, member);
  }

  /** A publication by itself: who keeps it does not keep what comes behind it. */
  TopicEntry detached() {
    return new TopicEntry(kind, publishing, message, key, null);
  }

  /** The one behind it; null if there is none yet. Any thread. */
  TopicEntry next() {
    return next;
  }

  void next(TopicEntry entry) {
    next = entry;
  }
}
