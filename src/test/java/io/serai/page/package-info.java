@org.jspecify.annotations.NullMarked
package io.serai.page;
