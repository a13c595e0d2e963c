/**
 * The server: routes, hooks, topics and limits around connections that are the client's actors in
 * the other role. {@link io.github.wirespeed.server.WebSocketServer} is where to begin.
 */
package io.github.wirespeed.server;
