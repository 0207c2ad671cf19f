namespace Repartee.Samples.PlaySession.Gl;

/// <summary>Constants of OpenGL by their own names, in C#'s letters.</summary>
internal static class GlNames
{
    public const uint ColorBufferBit = 0x4000;
    public const uint Triangles = 4;
    public const uint Blend = 0x0BE2;
    public const uint One = 1;
    public const uint OneMinusSourceAlpha = 0x0303;
    public const uint Texture2D = 0x0DE1;
    public const uint TextureMagFilter = 0x2800;
    public const uint TextureMinFilter = 0x2801;
    public const uint TextureWrapS = 0x2802;
    public const uint TextureWrapT = 0x2803;
    public const uint TextureSwizzleR = 0x8E42;
    public const int Linear = 0x2601;
    public const int ClampToEdge = 0x812F;
    public const int Red = 0x1903;
    public const int R8 = 0x8229;
    public const int Rgba8 = 0x8058;
    public const uint Rgba = 0x1908;
    public const uint Bgra = 0x80E1;
    public const uint UnsignedByte = 0x1401;
    public const uint UnsignedShort = 0x1403;
    public const uint Float = 0x1406;
    public const uint UnpackAlignment = 0x0CF5;
    public const uint Framebuffer = 0x8D40;
    public const uint ReadFramebuffer = 0x8CA8;
    public const uint DrawFramebuffer = 0x8CA9;
    public const uint ColorAttachment0 = 0x8CE0;
    public const uint ArrayBuffer = 0x8892;
    public const uint ElementArrayBuffer = 0x8893;
    public const uint StaticDraw = 0x88E4;
    public const uint StreamDraw = 0x88E0;
    public const uint VertexShader = 0x8B31;
    public const uint FragmentShader = 0x8B30;
    public const uint LinkStatus = 0x8B82;
    public const uint Renderer = 0x1F01;
}
