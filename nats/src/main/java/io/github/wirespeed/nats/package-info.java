/**
 * A backplane through NATS: {@link io.github.wirespeed.nats.NatsBackplane}. What it promises, and
 * what it does not, is in {@code docs/server-backplane.md}.
 */
package io.github.wirespeed.nats;
