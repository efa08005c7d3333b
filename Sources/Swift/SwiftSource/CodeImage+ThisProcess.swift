import CSwiftRuntime
import TraceModel

extension CodeImage {
    /// The files that this process is made of.
    static func ofThisProcess() -> [CodeImage] {
        var images: [CodeImage] = []
        withUnsafeMutablePointer(to: &images) { images in
            dzt_each_image(
                { path, begin, end, context in
                    guard let path, let images = context?.assumingMemoryBound(to: [CodeImage].self) else { return }
                    let image = CodeImage(path: String(cString: path), begin: UInt(begin), end: UInt(end))
                    images.pointee.append(image)
                }, images)
        }
        return images
    }
}
