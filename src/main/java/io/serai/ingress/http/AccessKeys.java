package io.serai.ingress.http;

import io.serai.chat.Caller;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that Serai wants to be shown, by their digests, with the role that each gives. */
final class AccessKeys {
    /** What a key allows. */
    enum Role {
        /** To ask models. */
        CLIENT,
        /** To see how Serai runs, and to change nothing. */
        VIEWER,
        /** To ask models, and to see and change how Serai runs. */
        ADMIN
    }

    /**
     * Whose key it is.
     *
     * @param client the key's digest
     * @param caller what calls with it are charged to
     */
    record Holder(Role role, String client, Caller caller) {}

    private static final int ID_BYTES = 4;

    /** Before the id of a client key, which stays when its secret is replaced. */
    private static final String CLIENT = "key ";

    static final AccessKeys NONE = new AccessKeys(List.of(), List.of(), List.of(), ClientKeyRing.NONE);

    private final Map<String, Holder> holders = new HashMap<>();
    private final boolean clientsNeedOne;
    private final ClientKeyRing clients;

    AccessKeys(List<String> clientKeys, List<String> viewerKeys, List<String> adminKeys, ClientKeyRing clients) {
        this.clients = clients;
        clientKeys.forEach(key -> add(Role.CLIENT, key));
        viewerKeys.forEach(key -> add(Role.VIEWER, key));
        // A key that stands in several lists is an admin's before a viewer's.
        adminKeys.forEach(key -> add(Role.ADMIN, key));
        clientsNeedOne = !clientKeys.isEmpty();
    }

    private void add(Role role, String key) {
        String digest = ShownKeys.digest(key);
        holders.put(digest, new Holder(role, digest, Caller.ofKey(id(role, digest))));
    }

    /** The public id of a key that was configured without one: a name for its digest, which does not reveal the key. */
    private static String id(Role role, String digest) {
        byte[] hash = Base64.getUrlDecoder().decode(digest);
        String kind = switch (role) {
            case ADMIN -> "admin-";
            case VIEWER -> "viewer-";
            case CLIENT -> "http-";
        };
        return kind + HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }

    /** Whether no key of any kind is set. */
    boolean none() {
        return holders.isEmpty() && !clients.any();
    }

    /** Whether anybody may operate. */
    boolean hasAdmins() {
        return holders.values().stream().anyMatch(holder -> holder.role() == Role.ADMIN);
    }

    /** Whether whoever asks a model needs a key. */
    boolean clientsNeedOne() {
        return clientsNeedOne || clients.any();
    }

    /** Whether a key that is not known may be valid all the same. */
    boolean unread() {
        return clients.unread();
    }

    /** Whose the key of a digest is now; null if it admits nobody any more. */
    @Nullable
    Holder holderOf(String digest) {
        Holder holder = holders.get(digest);
        Caller caller = holder == null ? clients.callerOf(digest) : null;
        return caller == null ? holder : new Holder(Role.CLIENT, CLIENT + caller.key(), caller);
    }

    /** Whose one of the shown keys is, that of the role that may most; null if none of them is known. */
    @Nullable
    Holder holder(List<String> shown) {
        Holder found = null;
        for (String key : shown) {
            Holder holder = holders.get(ShownKeys.digest(key));
            Caller caller = holder == null ? clients.caller(key) : null;
            if (caller != null) {
                holder = new Holder(Role.CLIENT, CLIENT + caller.key(), caller);
            }
            if (holder != null && (found == null || holder.role().compareTo(found.role()) > 0)) {
                found = holder;
            }
        }
        return found;
    }
}
