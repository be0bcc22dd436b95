@org.jspecify.annotations.NullMarked
package io.serai.quota;
