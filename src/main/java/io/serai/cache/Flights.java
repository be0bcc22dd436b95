package io.serai.cache;

import io.serai.chat.Call;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The requests under way, by what makes them identical. */
final class Flights {
    private final Map<String, Flight> flights = new ConcurrentHashMap<>();

    /** The flight of its kind, which the call now leads, or has joined as a twin unless something else is asked there. */
    Flight enter(String key, Call call, String asked) {
        while (true) {
            Flight own = new Flight(call, asked, flight -> flights.remove(key, flight));
            Flight there = flights.putIfAbsent(key, own);
            if (there == null) {
                own.lead(call);
                return own;
            }
            boolean other = !there.asked().equals(asked) && !there.isOver();
            if (other || there.isLedBy(call) || there.join(call)) {
                return there;
            }
            flights.remove(key, there);
        }
    }

    int size() {
        return flights.size();
    }

    /** How many twins wait for the answers of others. */
    int waiting() {
        return flights.values().stream().mapToInt(Flight::twins).sum();
    }
}
