/**
 * WebSockets at the speed of the socket: the API.
 *
 * <p>{@link io.github.wirespeed.WebSocket} is the blocking client; {@link
 * io.github.wirespeed.WebSocketOptions} what it may be told, {@link
 * io.github.wirespeed.WaitStrategy} how it waits. What is received is a {@link
 * io.github.wirespeed.Message} to keep or a {@link io.github.wirespeed.MessageView} to look at.
 */
package io.github.wirespeed;
